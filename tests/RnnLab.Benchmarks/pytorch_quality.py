#!/usr/bin/python3
"""Trains PyTorch by the recipe of quality.py and prints one JSON line an epoch: the reference for learning quality.

    /usr/bin/python3 pytorch_quality.py --text tinyshakespeare.txt --cell lstm --seed 1 --epochs 4

One-hot input, two layers of 128, sequence 50, batch 50, sequential partitioning with carried state (reset at the start of an epoch),
Adam at 2e-3, gradients clipped by value at 5, no dropout, PyTorch's own initialisation, float32. The text is split by position: first
90 % to train, next 5 % to validate. Validation: mean nats per character over the validation text as one stream from a zero state.
"""
import argparse
import json
import pathlib
import time

import torch
from torch import nn

CELLS = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}
TRAIN, VALIDATION = 0.90, 0.05


class CharacterModel(nn.Module):
    def __init__(self, cell, vocabulary, hidden, layers):
        super().__init__()
        self.vocabulary = vocabulary
        self.rnn = CELLS[cell](vocabulary, hidden, layers)
        self.head = nn.Linear(hidden, vocabulary)

    def forward(self, tokens, state):
        """Tokens [T, B] to logits [T, B, V] and the final state."""
        hidden, state = self.rnn(nn.functional.one_hot(tokens, self.vocabulary).float(), state)
        return self.head(hidden), state


def detach(state):
    return tuple(s.detach() for s in state) if isinstance(state, tuple) else state.detach()


def batches(tokens, seq, batch):
    """Sequential partitioning: B parallel streams, each cut into pieces of T; yields inputs and targets [T, B]."""
    steps = (len(tokens) - 1) // (seq * batch)
    used = steps * seq * batch
    x = tokens[:used].view(batch, -1).t()
    y = tokens[1:used + 1].view(batch, -1).t()
    for start in range(0, steps * seq, seq):
        yield x[start:start + seq], y[start:start + seq]


@torch.no_grad()
def validate(model, tokens, piece=2000):
    """Mean nats per character of one stream from a zero state."""
    total, state = 0.0, None
    for start in range(0, len(tokens) - 1, piece):
        x = tokens[start:min(start + piece, len(tokens) - 1)].view(-1, 1)
        y = tokens[start + 1:start + 1 + len(x)]
        logits, state = model(x, state)
        total += nn.functional.cross_entropy(logits.view(-1, model.vocabulary), y, reduction="sum").item()
    return total / (len(tokens) - 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--text", type=pathlib.Path, required=True)
    parser.add_argument("--cell", choices=CELLS, default="lstm")
    for name, default in (("seed", 1), ("epochs", 4), ("hidden", 128), ("layers", 2), ("seq", 50), ("batch", 50), ("threads", 2)):
        parser.add_argument("--" + name, type=int, default=default)
    args = parser.parse_args()

    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    text = args.text.read_text(encoding="utf-8")
    symbols = sorted(set(text))
    index = {symbol: i for i, symbol in enumerate(symbols)}
    tokens = torch.tensor([index[c] for c in text])
    train = tokens[:int(len(tokens) * TRAIN)]
    validation = tokens[len(train):len(train) + int(len(tokens) * VALIDATION)]
    model = CharacterModel(args.cell, len(symbols), args.hidden, args.layers)
    adam = torch.optim.Adam(model.parameters(), lr=0.002)
    begin = time.perf_counter()
    for epoch in range(1, args.epochs + 1):
        state, steps, total = None, 0, 0.0
        for x, y in batches(train, args.seq, args.batch):
            adam.zero_grad()
            logits, state = model(x, state)
            state = detach(state)
            loss = nn.functional.cross_entropy(logits.reshape(-1, len(symbols)), y.reshape(-1))
            loss.backward()
            nn.utils.clip_grad_value_(model.parameters(), 5.0)
            adam.step()
            steps, total = steps + 1, total + loss.item()
        print(json.dumps({"cell": args.cell, "seed": args.seed, "epoch": epoch, "steps": steps, "train_loss": total / max(1, steps),
                          "val_loss": validate(model, validation), "seconds": time.perf_counter() - begin}), flush=True)


if __name__ == "__main__":
    main()
