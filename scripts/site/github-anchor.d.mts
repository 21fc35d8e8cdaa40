export function githubAnchor(title: string): string;
