import js from '@eslint/js'
import tseslint from 'typescript-eslint'
import { opWithoutYield } from './src/tools/eslint-rules/op-without-yield.js'

const banned = (selector, message) => ({ selector, message })

/** What would make the engine depend on the clock, on chance, on the host's language or on the host's event loop. */
const IMPURE = [
  banned('MemberExpression[object.name="Date"][property.name="now"]', 'The engine has a virtual clock: ask the scheduler.'),
  banned('NewExpression[callee.name="Date"][arguments.length=0]', 'The engine has a virtual clock: give the time.'),
  banned('CallExpression[callee.name="Date"]', 'The engine has a virtual clock, and Date() prints in the host\'s zone.'),
  banned('MemberExpression[object.name="Math"][property.name="random"]', 'Chance comes from the scenario\'s seed: sched/random.ts.'),
  banned('Identifier[name="Promise"]', 'The engine is synchronous: operations are generators.'),
  banned(':function[async=true]', 'The engine is synchronous: operations are generators.'),
  banned('AwaitExpression', 'The engine is synchronous: operations are generators.'),
  banned('CallExpression[callee.name=/^(setTimeout|setInterval|setImmediate|queueMicrotask|requestAnimationFrame)$/]', 'Waiting is a step of the scheduler.'),
  banned('MemberExpression[property.name="localeCompare"]', 'Sort by code unit: the host\'s language must not matter.'),
  banned('MemberExpression[property.name=/^toLocale/]', 'The host\'s language must not matter.'),
  banned('Identifier[name="Intl"]', 'The host\'s language must not matter.'),
  banned('Identifier[name="performance"]', 'The engine has a virtual clock: ask the scheduler.'),
]

export default tseslint.config(
  {
    ignores: ['node_modules/', 'dist/', '.astro/', 'test/recordings/', '**/*.astro', '**/*.svelte', '.dependency-cruiser.cjs'],
  },
  {
    files: ['**/*.ts', '**/*.js', '**/*.mjs'],
    extends: [js.configs.recommended, tseslint.configs.recommended],
    linterOptions: { reportUnusedDisableDirectives: 'off' },
    rules: {
      'no-undef': 'off', // TypeScript knows better, and the scripts for old Node use globals
      'no-control-regex': 'off', // terminals and archives are made of control characters
      'require-yield': 'off', // an operation without a step is still an operation
      'no-useless-assignment': 'off', // a variable reset at the end of a loop says that it is over
      'no-unused-vars': 'off',
      '@typescript-eslint/no-unused-vars': 'off', // the compiler reports them
      '@typescript-eslint/no-this-alias': 'off',
      'no-restricted-syntax': [
        'error',
        banned('ExportAllDeclaration', 'Name what is exported: a reader should see what comes through the door.'),
      ],
    },
  },
  {
    files: ['sandbox/**/*.ts', 'test/**/*.ts', 'src/**/*.ts', 'content/**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { layerlab: { rules: { 'op-without-yield': opWithoutYield } } },
    rules: {
      'layerlab/op-without-yield': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
    },
  },
  {
    files: ['sandbox/**/*.ts'],
    ignores: ['sandbox/node/**', '**/*.test.ts'],
    rules: { 'no-restricted-syntax': ['error', ...IMPURE] },
  },
)
