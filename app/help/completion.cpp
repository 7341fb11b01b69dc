#include "app/help/completion.hpp"

namespace coalmine::app {

std::string shell_word(std::string_view text) {
  std::string word = "'";
  for (const char character : text) {
    if (character == '\'') {
      word += R"('\'')";  // out of the quotes, an escaped quote, and in again
    } else {
      word += character;
    }
  }
  return word + '\'';
}

}  // namespace coalmine::app
