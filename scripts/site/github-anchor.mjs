/** The anchor that GitHub gives a heading; the site has the same, so that a link holds in both. */
export function githubAnchor(title) {
  return title
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M} _-]/gu, '')
    .replaceAll(' ', '-');
}
