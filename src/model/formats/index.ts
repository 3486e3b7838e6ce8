/** Every format that is read. The first that recognises a file and makes sense of it has it. */
import type { FileFormat, FolderFormat } from '../format.ts'
import { catboostFormat } from './catboost.ts'
import { kerasFormat } from './keras.ts'
import { lightgbmFormat } from './lightgbm.ts'
import { mlflowFormat } from './mlflow.ts'
import { onnxFormat } from './onnx.ts'
import { pickleFormat } from './pickle.ts'
import { torchFormat } from './pytorch.ts'
import { rdsFormat } from './rds.ts'
import { safetensorsFormat } from './safetensors.ts'
import { skopsFormat } from './skops.ts'
import { savedModelFormat } from './tensorflow.ts'
import { transformersFormat } from './transformers.ts'
import { tritonFormat } from './triton.ts'
import { xgboostFormat } from './xgboost.ts'

/** Formats that are one file, those with an unmistakable beginning first. */
export const fileFormats: readonly FileFormat[] = [
  torchFormat,
  skopsFormat,
  kerasFormat,
  catboostFormat,
  lightgbmFormat,
  xgboostFormat,
  rdsFormat,
  safetensorsFormat,
  pickleFormat,
  // Protocol buffers have no beginning of their own: last.
  onnxFormat,
]

/** Formats that are a folder. */
export const folderFormats: readonly FolderFormat[] = [
  // A repository has no file of its own that every one of them has: its reader decides, first.
  tritonFormat,
  mlflowFormat,
  savedModelFormat,
  transformersFormat,
]
