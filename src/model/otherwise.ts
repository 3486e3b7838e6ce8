/** What a file is when it is no model: a download that went wrong is a web page, not a mystery. */

/** In words with an article, by the file's first bytes; undefined when they do not give it away. */
export function knownOtherwise(head: Uint8Array): string | undefined {
  const text = Buffer.from(head).toString('latin1')
  const begins = beginnings.find(([beginning]) => beginning.test(text))
  if (begins) return begins[1]
  if (head.every((byte) => byte === 0)) return 'a file of zeros'
  return isText(head) ? `a text that begins with '${firstWords(head)}'` : undefined
}

/** The magic numbers are those of file(1). */
const beginnings: readonly (readonly [RegExp, string])[] = [
  [/^(\xef\xbb\xbf)?\s*<(!doctype html|html|head|body)\b/i, 'a web page (HTML)'],
  [/^(\xef\xbb\xbf)?\s*<\?xml\b/, 'an XML document'],
  [/^(\xef\xbb\xbf)?\s*(\{\s*["}]|\[\s*[[{"\d\]-])/, 'JSON, but not that of a model'],
  [/^%PDF-/, 'a PDF document'],
  [/^(\x89PNG|\xff\xd8\xff|GIF8)/, 'an image'],
  [/^(\x7fELF|MZ)/, 'a program'],
  [/^#!/, 'a script'],
  [/^\x93NUMPY/, 'a NumPy array'],
  [/^PAR1/, 'a Parquet table'],
  [/^SQLite format 3/, 'an SQLite database'],
  [/^\x89HDF\r\n/, 'an HDF5 file, but not that of a model'],
  [/^7z\xbc\xaf/, 'a 7-Zip archive'],
  [/^Rar!/, 'a RAR archive'],
  [/^\x28\xb5\x2f\xfd/, 'packed with Zstandard'],
  [/^....ORTM/s, "a graph in ONNX Runtime's own form: give the .onnx file that it was made from"],
  [/^ir_version: \d/, 'an ONNX graph written as text: save it with onnx.save(model, "model.onnx")'],
  [/^....TFL3/s, 'a graph for TensorFlow Lite: give the SavedModel that it was made from'],
  [/^GGUF/, 'weights for llama.cpp (GGUF): give the Hugging Face folder that they were made from'],
]

/** UTF-8 without control characters, but for those of lines; its end may be cut off. */
function isText(head: Uint8Array): boolean {
  const text = Buffer.from(head).toString('utf8')
  return !/\p{Cc}|\ufffd(?!$)/u.test(text.replace(/[\t\n\r\f]/g, ''))
}

const firstWords = (head: Uint8Array): string => {
  const line =
    Buffer.from(head)
      .toString('utf8')
      .trimStart()
      .split(/[\r\n]/, 1)[0] ?? ''
  return line.length > 40 ? `${line.slice(0, 40)}…` : line
}
