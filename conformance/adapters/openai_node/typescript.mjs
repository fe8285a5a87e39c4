// The TypeScript compiler that is installed in HOME, the first argument of the program.

import { createRequire } from 'node:module';
import { join } from 'node:path';

export default createRequire(join(process.argv[2], 'package.json'))('typescript');
