import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { conditions: ['backsweep-source'] },
  ssr: { resolve: { conditions: ['backsweep-source'] } },
  test: { include: ['test/**/*.test.ts'], testTimeout: 60_000 },
})
