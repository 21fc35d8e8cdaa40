/** Names under which a canvas knows the faces: Arimo, and DejaVu Sans for what it lacks. Of no font of the machine. */
export const CANVAS_FAMILIES = { text: 'Keycore Arimo', symbols: 'Keycore Symbols' } as const;
