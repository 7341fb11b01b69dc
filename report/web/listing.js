// A listing that can be copied. From a file a browser may refuse its clipboard: then the text is
// selected, and the reader copies it.
export function makeCopyable(listing) {
  const text = listing.querySelector("pre");
  const button = listing.querySelector("button");
  const status = listing.querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.textContent);
      status.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(text);
      status.textContent = "Selected: copy it with your keyboard";
    }
  });
}
