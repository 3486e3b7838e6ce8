/** The least scoring scripts for what no pipeline of transformers serves. */

/** What sentence-transformers lists its layers in. */
export const sentenceModules = 'modules.json'

/** Loads a folder as what it is: with its own code once that is trusted, or with the head that its architecture has. */
export function scriptFor(
  isOfSentences: boolean,
  architecture: string | undefined,
  trusted: boolean,
): string {
  if (isOfSentences) return sentenceScript
  // The head belongs to the architecture's own class, which must not bring text of the file into code.
  const own = !trusted && architecture !== undefined && /^\w{1,100}$/.test(architecture)
  return script(own ? architecture : 'AutoModel', trusted)
}

/** Loads an adapter of PEFT on top of the model that it was trained for. */
export const adapterScript = `import json
import os
from pathlib import Path

import torch
from peft import AutoPeftModelForCausalLM  # or another Auto class of peft
from transformers import AutoTokenizer


def init():
    global tokenizer, model
    folder = next(Path(os.environ["AZUREML_MODEL_DIR"]).rglob("adapter_config.json")).parent
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoPeftModelForCausalLM.from_pretrained(folder).eval()  # fetches the base model


def run(raw_data):
    tokens = tokenizer(json.loads(raw_data)["inputs"], padding=True, return_tensors="pt")
    with torch.inference_mode():
        answers = model.generate(**tokens, max_new_tokens=50)
    return {"outputs": tokenizer.batch_decode(answers, skip_special_tokens=True)}
`

const sentenceScript = `import json
import os
from pathlib import Path

from sentence_transformers import SentenceTransformer


def init():
    global model
    folder = next(Path(os.environ["AZUREML_MODEL_DIR"]).rglob("${sentenceModules}")).parent
    model = SentenceTransformer(str(folder), device="cpu")


def run(raw_data):
    return {"outputs": model.encode(json.loads(raw_data)["inputs"]).tolist()}
`

const script = (type: string, trusted: boolean): string => `import json
import os
from pathlib import Path

import torch
from transformers import AutoTokenizer, ${type}


def init():
    global tokenizer, model
    folder = next(Path(os.environ["AZUREML_MODEL_DIR"]).rglob("config.json")).parent
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = ${type}.from_pretrained(folder${trusted ? ', trust_remote_code=True' : ''}).eval()


def run(raw_data):
    tokens = tokenizer(json.loads(raw_data)["inputs"], padding=True, return_tensors="pt")
    with torch.inference_mode():
        return {"outputs": model(**tokens)[0].tolist()}
`
