export declare function findChromium(from?: { env?: NodeJS.ProcessEnv; platform?: NodeJS.Platform }): string | null;
export declare const NO_CHROMIUM: string;
export declare function chromiumSettled(): boolean;
export declare function provideChromium(): void;
