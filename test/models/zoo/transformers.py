"""Saves small transformers of random weights in Hugging Face's folders.

    python transformers.py <folder>

writes <folder>/<case>/ and <folder>/<case>.json: a request and what the pipeline itself answers
(only where a model can be served without code), and the facts that the folder must give away.
Nothing is fetched: the tokenizer knows the thirty words that are in here.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

# This script is called as the package is: without its own folder, Python finds the package.
sys.path.pop(0)

import torch
import transformers
from safetensors.torch import save_file
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import (
    BertConfig,
    BertForMaskedLM,
    BertForSequenceClassification,
    BertForTokenClassification,
    BertModel,
    GPT2Config,
    GPT2LMHeadModel,
    PreTrainedTokenizerFast,
    pipeline,
)

MARKS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
WORDS = "the a food film was is very not good bad fine awful in on of and ##s ##ly i we it".split()
TEXTS = ["the food was very good", "awful films"]
LABELS = ["negative", "neutral", "positive"]


def wordpieces(template: bool) -> PreTrainedTokenizerFast:
    """Make a tokenizer of these words."""
    vocabulary = {word: number for number, word in enumerate(MARKS + WORDS)}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    if template:
        tokenizer.post_processor = processors.TemplateProcessing(
            single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
        )
    names = ("pad_token", "unk_token", "cls_token", "sep_token", "mask_token")
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, **dict(zip(names, MARKS)))


def main(folder: Path) -> None:
    """Make the models, save them, and note what they answer."""
    torch.manual_seed(0)
    sizes = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2}
    sizes |= {"intermediate_size": 8, "max_position_embeddings": 16, "initializer_range": 0.5}
    size = len(MARKS + WORDS)
    labels = {"id2label": dict(enumerate(LABELS)), "label2id": {w: n for n, w in enumerate(LABELS)}}
    bert = BertConfig(vocab_size=size, **sizes, **labels)
    gpt = GPT2Config(
        vocab_size=size,
        n_positions=32,
        n_embd=8,
        n_layer=1,
        n_head=2,
        eos_token_id=3,
        bos_token_id=2,
        initializer_range=0.5,
    )
    classes = {"kind": "classes", "classes": LABELS, "probabilities": False}
    texts: dict[str, Any] = {"input": {"kind": "texts"}}

    def save(case: str, model: Any, facts: dict[str, Any], **how: Any) -> Path:
        model.eval().save_pretrained(folder / case, **how)
        wordpieces(template=model.config is bert).save_pretrained(folder / case)
        known = {"framework": "transformers", "format": "transformers"}
        known |= {"version": transformers.__version__, "path": ""}
        (folder / f"{case}.json").write_text(json.dumps({"facts": {**known, **facts}}))
        return folder / case

    def ask(case: str, task: str, inputs: Any, **parameters: Any) -> None:
        served = pipeline(task, model=str(folder / case))
        request = {"inputs": inputs, **({"parameters": parameters} if parameters else {})}
        noted = json.loads((folder / f"{case}.json").read_text())
        noted = {"request": request, "answer": served(inputs, **parameters), **noted}
        (folder / f"{case}.json").write_text(json.dumps(noted, default=float))

    classifier = BertForSequenceClassification(bert)
    holds = "BertForSequenceClassification, for text-classification"
    save("classify", classifier, {**texts, "holds": holds, "output": classes})
    ask("classify", "text-classification", TEXTS)
    save("classify-all", classifier, {**texts, "output": classes}, max_shard_size="2KB")
    ask("classify-all", "text-classification", TEXTS[0], top_k=None)
    # Two classes that nobody named: their labels are not written down.
    config = BertConfig(vocab_size=size, **sizes)
    save(
        "unnamed",
        BertForSequenceClassification(config),
        {**texts, "output": {**classes, "classes": ["LABEL_0", "LABEL_1"]}},
    )
    ask("unnamed", "text-classification", TEXTS)
    save("features", BertModel(bert), texts)
    ask("features", "feature-extraction", TEXTS[1])
    save("tokens", BertForTokenClassification(bert), texts)
    ask("tokens", "token-classification", TEXTS[0])
    save("mask", BertForMaskedLM(bert), {"input": {"kind": "texts", "mask": "[MASK]"}})
    ask("mask", "fill-mask", "the food was [MASK]", top_k=2)
    save(
        "generate", GPT2LMHeadModel(gpt), {**texts, "holds": "GPT2LMHeadModel, for text-generation"}
    )
    ask("generate", "text-generation", "the food", max_new_tokens=4, do_sample=False)

    path = save("custom", classifier, {"needsCode": {}})
    config = json.loads((path / "config.json").read_text())
    config["auto_map"] = {"AutoModelForSequenceClassification": "modeling_mine.Mine"}
    (path / "config.json").write_text(json.dumps(config))
    (path / "modeling_mine.py").write_text('"""Would be imported."""\n')
    path = save("wordless", classifier, {"needsCode": {}})
    for file in path.glob("tokenizer*"):
        file.unlink()

    (folder / "weights").mkdir(exist_ok=True)
    save_file({"a": torch.zeros(2, 3)}, folder / "weights" / "model.safetensors")
    facts = {"framework": "pytorch", "format": "safetensors", "needsCode": {}}
    (folder / "weights.json").write_text(json.dumps({"facts": facts}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
