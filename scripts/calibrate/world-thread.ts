/** A thread that judges one world after the other: a `WorldTask` in, its `Alarms` out. */
import { parentPort } from 'node:worker_threads'
import { judgeWorld, type WorldTask } from './judge-world.ts'

parentPort!.on('message', (task: WorldTask) => parentPort!.postMessage(judgeWorld(task)))
