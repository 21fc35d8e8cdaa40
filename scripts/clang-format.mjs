// Formats the C++ files in place (`npm run format`).
import { writeCppFormat } from './suites/cpp-format.mjs';

await writeCppFormat();
