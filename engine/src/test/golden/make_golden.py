"""Makes ../resources/dev/parley/engine/core/golden-prompts.json: what `PromptEncoder` must give, by other hands.

    python3 -m venv venv && venv/bin/pip install -r requirements.txt
    venv/bin/python make_golden.py smollm2=SmolLM2-135M-Instruct.Q4_1.gguf tiny=tiny.gguf > golden-prompts.json

tiny.gguf is what TinyModel.write(file) writes. Vocabulary, merges, pre-tokenizer and chat template are read out of each
GGUF; the template is rendered by Jinja and the rendering tokenised whole by Hugging Face's `tokenizers`, special tokens
recognised. Nothing of llama.cpp or Parley takes part. The conversations are drawn with a fixed seed.
"""

import json
import random
import sys

from gguf import GGUFReader, TokenType
from jinja2.sandbox import ImmutableSandboxedEnvironment
from tokenizers import AddedToken, Tokenizer
from tokenizers.decoders import ByteLevel as ByteLevelDecoder
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel, Digits, Sequence

SEED = 20261124
CONVERSATIONS = 200

# What llama.cpp calls the pre-tokenizer, and what its makers wrote in tokenizer.json.
PRE_TOKENIZERS = {
    "smollm": lambda: Sequence(
        [Digits(individual_digits=True), ByteLevel(add_prefix_space=False, use_regex=True)]
    ),
}

SYSTEMS = [
    "You are a helpful assistant.",
    "You are a poet. Answer in verse.",
    "Antworte kurz und auf Deutsch.",
    "Réponds en français, s'il te plaît.",
    "你是一个有用的助手。",
    "  You like white space.  \n",
    "Be brief.\n\n- no lists\n- no tables\n\tindented",
]
TEXTS = [
    "What is the capital of Germany?",
    "Berlin.",
    "Tell me a joke about cats, please!",
    "Why don't cats play poker in the jungle? Too many cheetahs.",
    "I'm sure you're right; they've said we'll see, haven't they? It's HERS, I'D SAY.",
    "Wie heißt die längste Brücke der Stadt? Grüße!",
    "Où est la bibliothèque ? L'été, c'est fermé.",
    "¿Cuántos años tiene el río? ¡Muchísimos!",
    "Сколько будет дважды два?",
    "今天天气怎么样?我想去公园。",
    "これはペンですか。いいえ、本です。",
    "안녕하세요, 반갑습니다.",
    "ما هي عاصمة مصر؟",
    "עברית מימין לשמאל",
    "हिन्दी में लिखो",
    "สวัสดีครับ",
    "🙂👍🏽 family: 👨‍👩‍👧‍👦, flag: 🇩🇪, heart: ❤️",
    "1234567890 and 3.14159, 1e-7, 0x1F, 12,345.67 €, ½ Ⅷ ²",
    "٣ مرات و ५ बार",
    "2026-11-24T05:06:07Z",
    "def f(x):\n    return x ** 2  # square\n\n\nprint(f(3))",
    "```java\nvar x = List.of(1, 2);\nfor (int i = 0; i < 10; i++) {\n\tx.get(i);\n}\n```",
    "SELECT * FROM turns WHERE id = 'a''b' AND n >= 10;",
    '{"a": [1, 2, {"b": null}], "c": "\\n\\t\\u00e4"}',
    "<p class=\"x\">Hello &amp; goodbye</p>",
    "https://example.org/a/b?c=d&e=%20f#g",
    "   leading and trailing   ",
    "\n\n\nlines before\nand after\n\n",
    "tabs\tand\t\tmore\t",
    "a  b   c    d     e",
    "non-breaking\u00a0space, em\u2003space, zero\u200bwidth, ideographic\u3000space",
    "cafe\u0301 is not café",
    "windows\r\nline\r\nends\r",
    "...!!!???---___***===+++~~~```",
    "x",
    " ",
    "the",
    "Straße STRASSE ﬁnance ǅ ß ẞ",
    "snake_case camelCase kebab-case SCREAMING_CASE a1b2c3",
    "a<b>c</b> <- -> => |> << >> <> [ ] { } ( )",
    "donaudampfschifffahrtsgesellschaftskapitän",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "'s 't 're 've 'm 'll 'd 'S 'T",
    "",
]


def text(rng):
    parts = [rng.choice(TEXTS) for _ in range(rng.choice([1, 1, 1, 2, 3]))]
    return rng.choice(["", " ", "\n", "\n\n", "  "]).join(parts)


def conversation(rng):
    messages = [["system", rng.choice(SYSTEMS)]]
    for i in range(2 * rng.choice([0, 1, 1, 1, 2, 2, 3, 4]) - 1):
        messages.append(["assistant" if i % 2 else "user", text(rng)])
    return messages


class Model:
    def __init__(self, path):
        fields = GGUFReader(path).fields
        value = lambda key: fields[key].contents()
        assert value("tokenizer.ggml.model") == "gpt2"
        tokens = value("tokenizer.ggml.tokens")
        merges = [tuple(merge.split(" ")) for merge in value("tokenizer.ggml.merges")]
        types = value("tokenizer.ggml.token_type")
        self.tokenizer = Tokenizer(BPE({token: i for i, token in enumerate(tokens)}, merges))
        self.tokenizer.pre_tokenizer = PRE_TOKENIZERS[value("tokenizer.ggml.pre")]()
        self.tokenizer.decoder = ByteLevelDecoder()
        self.tokenizer.add_special_tokens(
            [
                AddedToken(token, normalized=False, special=True)
                for token, kind in zip(tokens, types)
                if kind == TokenType.CONTROL
            ]
        )
        environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
        self.template = environment.from_string(value("tokenizer.chat_template"))

    def ids(self, messages):
        rendering = self.template.render(
            messages=[{"role": role, "content": content} for role, content in messages],
            add_generation_prompt=True,
        )
        ids = self.tokenizer.encode(rendering, add_special_tokens=False).ids
        assert self.tokenizer.decode(ids, skip_special_tokens=False) == rendering
        return ids


def main(arguments):
    models = {name: Model(path) for name, path in (each.split("=", 1) for each in arguments)}
    rng = random.Random(SEED)
    print('{"seed": %d, "conversations": [' % SEED)
    for i in range(CONVERSATIONS):
        messages = conversation(rng)
        line = {"messages": messages} | {name: model.ids(messages) for name, model in models.items()}
        print(json.dumps(line, ensure_ascii=False, separators=(",", ":")), end="\n" if i == CONVERSATIONS - 1 else ",\n")
    print("]}")


main(sys.argv[1:])
