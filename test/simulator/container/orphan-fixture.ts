/** A program that starts a container and is then killed; it prints what it leaves behind. */
import { deploy, startStorage } from './fixture.ts'

const script = `
import os
def init(): pass
def run(raw_data): return [os.getpid(), os.getppid(), os.environ["AML_APP_ROOT"]]
`
const { score } = await deploy(await startStorage(), script)
console.log(JSON.stringify((await score('')).body))
