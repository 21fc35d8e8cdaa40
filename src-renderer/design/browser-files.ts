/** Hands a file over to the browser's downloads. */
export function download(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken hold of it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/**
 * Opens the browser's file picker for files of these kinds (as `accept` of an input), or for a folder, whose files come
 * with those of all folders in it; `chosen` is given one or more.
 */
export function pickFiles(accept: string, several: boolean, chosen: (files: FileList) => void, folder = false): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = several;
  input.accept = accept;
  input.webkitdirectory = folder;
  input.addEventListener('change', () => {
    if (input.files !== null && input.files.length > 0) chosen(input.files);
  });
  input.click();
}
