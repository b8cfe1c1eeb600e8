/**
 * A text that Markdown shows as it is, links and HTML included, for names and reasons of strangers. VS Code's own
 * `appendText` takes the spaces away at which a long sentence is broken.
 */
export function markdownText(text: string): string {
  return text
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/[!-/:-@[-`{-~]/g, '\\$&');
}
