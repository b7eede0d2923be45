import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const TYPED = ['**/*.ts', '**/*.tsx', 'scripts/**/*.mjs'];

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', 'client/**/*.generated.ts', 'data/**', 'runtime/**'] },
  ...tseslint.configs.recommendedTypeChecked.map((config) => ({ ...config, files: TYPED })),
  {
    files: TYPED,
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/require-await': 'off',
      'no-console': 'error',
    },
  },
  {
    files: ['client/src/**/*.{ts,tsx}'],
    ...reactHooks.configs.flat.recommended,
    // The React Compiler, which this rule speaks for, is not used.
    rules: { ...reactHooks.configs.flat.recommended.rules, 'react-hooks/incompatible-library': 'off' },
  },
  {
    // The rule does not see types given by doc comments; tsc checks these files with them.
    files: ['scripts/**/*.mjs'],
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off' },
  },
  {
    files: [
      'test/**/*.ts',
      'src/**/*.spec.ts',
      'bench/**/*.ts',
      'packages/**/*.spec.ts',
      'scripts/**/*.spec.ts',
    ],
    rules: {
      'no-console': 'off',
      '@typescript-eslint/unbound-method': 'off',
      // expect.any() and its kin are of type any.
      '@typescript-eslint/no-unsafe-assignment': 'off',
    },
  },
);
