import { expect, test, vi } from 'vitest'
import { findInterpreter } from './interpreter.ts'

vi.setConfig({ testTimeout: 60_000 })

test('every version gets an interpreter that can run the server', async () => {
  for (const python of ['3.8', '3.12', '3.99']) {
    const { version, executable, prefix } = await findInterpreter(python)
    expect(version).toMatch(/^3\.1\d\./)
    expect(executable).not.toBe('')
    expect(prefix).not.toBe('')
  }
})
