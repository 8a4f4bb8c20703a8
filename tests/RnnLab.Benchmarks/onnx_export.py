#!/usr/bin/python3
"""Writes one step of a character model as an ONNX file: one-hot input [1, 1, V] and states [L, 1, H] in, logits [1, V] and new states out.

Run by peers.py; the weights are PyTorch's initial ones, for what is timed does not depend on them.
"""
import argparse
import json
import warnings

import torch
from torch import nn

CELLS = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}


class Step(nn.Module):
    def __init__(self, cell, hidden, vocab, layers):
        super().__init__()
        self.rnn = CELLS[cell](vocab, hidden, layers)
        self.head = nn.Linear(hidden, vocab)

    def forward(self, x, *state):
        hidden, state = self.rnn(x, state if len(state) > 1 else state[0])
        return (self.head(hidden[0]), *(state if isinstance(state, tuple) else (state,)))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cell", choices=CELLS, default="lstm")
    for name, default in (("hidden", 128), ("vocab", 65), ("layers", 1)):
        parser.add_argument("--" + name, type=int, default=default)
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    warnings.simplefilter("ignore")
    torch.manual_seed(1)
    state = (torch.zeros(args.layers, 1, args.hidden),) * (2 if args.cell == "lstm" else 1)
    torch.onnx.export(Step(args.cell, args.hidden, args.vocab, args.layers), (torch.zeros(1, 1, args.vocab), *state), args.out, opset_version=14)
    print(json.dumps({"model": args.out}))


if __name__ == "__main__":
    main()
