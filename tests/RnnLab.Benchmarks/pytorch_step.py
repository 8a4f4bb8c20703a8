#!/usr/bin/python3
"""Times one full PyTorch training step and one-character-at-a-time generation of a character model, and prints one JSON line.

The step: forward of a one-hot batch through the recurrent stack and a linear head, softmax cross-entropy over all steps, backward,
clip_grad_norm_ at 5, Adam; float32; state carried from step to step. What favours PyTorch is done: the one-hot batch is made
outside the timed region and gradients are freed, not zeroed. Run by pytorch_side_by_side.py, which sets the environment.

With --part head only what follows the recurrent layers is timed, on given hidden states: head, loss, backward to the head's weights and to
the hidden states, clip and Adam over all parameters (the recurrent layers' gradients are given). Added to the recurrent layers' time in
another library, it makes a step of that library.
"""
import argparse
import json
import statistics
import time

import torch
from torch import nn

CELLS = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}


def detach(state):
    return tuple(s.detach() for s in state) if isinstance(state, tuple) else state.detach()


def training_step(args):
    """Returns a function that takes one step on a fixed batch."""
    rnn = CELLS[args.cell](args.vocab, args.hidden, args.layers)
    head = nn.Linear(args.hidden, args.vocab)
    parameters = list(rnn.parameters()) + list(head.parameters())
    adam = torch.optim.Adam(parameters, lr=0.002)
    loss_of = nn.CrossEntropyLoss()
    tokens = torch.randint(args.vocab, (args.seq + 1, args.batch))
    x = nn.functional.one_hot(tokens[:-1], args.vocab).float()
    y = tokens[1:].reshape(-1)
    state = None

    def step():
        nonlocal state
        adam.zero_grad(set_to_none=True)
        hidden, state = rnn(x, state)
        state = detach(state)
        loss = loss_of(head(hidden).view(-1, args.vocab), y)
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 5.0)
        adam.step()
        return loss

    return step, rnn, head


def head_step(args):
    """Returns a function that does the part of a step that is not the recurrent layers'."""
    rnn = CELLS[args.cell](args.vocab, args.hidden, args.layers)
    head = nn.Linear(args.hidden, args.vocab)
    parameters = list(rnn.parameters()) + list(head.parameters())
    adam = torch.optim.Adam(parameters, lr=0.002)
    loss_of = nn.CrossEntropyLoss()
    hidden = torch.tanh(torch.randn(args.seq, args.batch, args.hidden)).requires_grad_()
    y = torch.randint(args.vocab, (args.seq * args.batch,))
    for parameter in rnn.parameters():
        parameter.grad = 1e-3 * torch.randn_like(parameter)

    def step():
        hidden.grad = head.weight.grad = head.bias.grad = None
        loss = loss_of(head(hidden).view(-1, args.vocab), y)
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 5.0)
        adam.step()
        return loss

    return step


def measure(step, seconds, at_least):
    """Sorted milliseconds of the step after a warm-up of half the time."""
    begin = time.perf_counter()
    runs = 0
    while runs < 3 or time.perf_counter() - begin < seconds / 2:
        step()
        runs += 1
    times = []
    begin = time.perf_counter()
    while len(times) < at_least or time.perf_counter() - begin < seconds:
        one = time.perf_counter()
        step()
        times.append((time.perf_counter() - one) * 1e3)
    return sorted(times)


@torch.inference_mode()
def characters_per_second(rnn, head, vocab, characters, seconds):
    """The best of the rounds of sampling one character after another that fit in the time (at least three)."""
    eye = torch.eye(vocab).view(vocab, 1, 1, vocab)
    best, rounds, start = 0.0, 0, time.perf_counter()
    while rounds < 3 or time.perf_counter() - start < seconds:
        rounds += 1
        state, token = None, 0
        begin = time.perf_counter()
        for _ in range(characters):
            hidden, state = rnn(eye[token], state)
            probabilities = torch.softmax(head(hidden[0, 0]), 0)
            token = int(torch.multinomial(probabilities, 1))
        best = max(best, characters / (time.perf_counter() - begin))
    return best


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cell", choices=CELLS, default="lstm")
    for name, default in (("hidden", 128), ("batch", 32), ("seq", 50), ("vocab", 65), ("layers", 1), ("threads", 1), ("chars", 1000), ("runs", 5)):
        parser.add_argument("--" + name, type=int, default=default)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--part", choices=["all", "head"], default="all", help="all of a step, or what follows the recurrent layers (default: %(default)s)")
    args = parser.parse_args()

    torch.manual_seed(1)
    torch.set_num_threads(args.threads)
    if args.part == "head":
        times, chars = measure(head_step(args), args.seconds, args.runs), None
    else:
        step, rnn, head = training_step(args)
        times = measure(step, args.seconds, args.runs)
        chars = characters_per_second(rnn, head, args.vocab, args.chars, args.seconds / 2) if args.chars > 0 else None
    print(json.dumps({
        "ms_median": statistics.median(times), "ms_min": times[0], "runs": len(times), "chars_per_second": chars,
        "torch": torch.__version__, "threads": torch.get_num_threads(),
    }))


if __name__ == "__main__":
    main()
