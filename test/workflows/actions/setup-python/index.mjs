import { appendFileSync } from 'node:fs'

appendFileSync(process.env.GITHUB_PATH, `${process.env.LOCAL_PYTHON}\n`)
