#!/usr/bin/env python3
"""The PyTorch side of the interchange tests: torch_interchange.py read FOLDER | write FOLDER.

read   loads every FOLDER/ours-*.safetensors that RnnLab wrote into the torch.nn modules of the same layers, runs them on the input in the file, and compares
       with the outputs in the file to 1e-5. One line a file; the exit status is not 0 if one disagrees.
write  makes FOLDER/torch-*.safetensors: fresh modules of torch.nn with an input and their outputs, for RnnLab to load.

The format is read and written by hand here (eight bytes of header length, a JSON header, the tensors' bytes), so that PyTorch alone is needed.
"""
import functools
import json
import pathlib
import struct
import sys

import torch

torch.set_num_threads(1)
KINDS = {"rnn": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM, "rnnrelu": functools.partial(torch.nn.RNN, nonlinearity="relu")}
TYPES = {"F32": torch.float32, "F64": torch.float64}


def read(path):
    data = path.read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + length])
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        tensors[name] = torch.frombuffer(bytearray(data[8 + length + begin:8 + length + end]), dtype=TYPES[entry["dtype"]]).reshape(entry["shape"])
    return tensors, metadata


def write(path, tensors):
    header, blobs, offset = {"__metadata__": {"format": "pt"}}, [], 0
    for name, tensor in tensors.items():
        blob = tensor.detach().contiguous().numpy().tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [offset, offset + len(blob)]}
        blobs.append(blob)
        offset += len(blob)
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(blobs))


def part(tensors, prefix):
    return {name[len(prefix):]: value for name, value in tensors.items() if name.startswith(prefix)}


def worst(expected, actual):
    return float((expected - actual).abs().max())


def read_network(path):
    """A network of rnn.* tensors: two layers, bidirectional, with its input and outputs."""
    tensors, metadata = read(path)
    weights = part(tensors, "rnn.")
    hidden, width = weights["weight_hh_l0"].shape[1], weights["weight_ih_l0"].shape[1]
    model = KINDS[metadata["cell"]](width, hidden, 2, bidirectional=True)
    model.load_state_dict(weights)
    with torch.no_grad():
        y, final = model(tensors["test.x"])
    hn = final[0] if metadata["cell"] == "lstm" else final
    return max(worst(tensors["test.y"], y), worst(tensors["test.hn"], hn))


def read_layers(path):
    """Embedding, convolution, linear, layer norm."""
    tensors, _ = read(path)
    embedding = torch.nn.Embedding(*tensors["embedding.weight"].shape)
    norm = torch.nn.LayerNorm(tensors["norm.weight"].shape[0])
    linear = torch.nn.Linear(*reversed(tensors["head.weight"].shape))
    outputs, inputs, kernel = tensors["conv.weight"].shape
    conv = torch.nn.Conv1d(inputs, outputs, kernel)
    for module, prefix in ((embedding, "embedding."), (conv, "conv."), (norm, "norm."), (linear, "head.")):
        module.load_state_dict(part(tensors, prefix))
    with torch.no_grad():
        x = embedding(tensors["test.tokens"].long())
        y = linear(norm(conv(x.permute(1, 2, 0)).permute(2, 0, 1)))
    return worst(tensors["test.y"], y)


def read_checkpoint(path):
    """A checkpoint of a run as it lies in the run's folder, and beside it what RnnLab computed from it."""
    tensors, metadata = read(path)
    config = json.loads(metadata["rnnlab.config"])
    outside, _ = read(path.with_name(path.name.replace("ours-", "outputs-")))
    symbols = len(json.loads(metadata["rnnlab.vocabulary"]))
    model = KINDS[config["cell"].lower()](config["embedding"] or symbols, config["hidden"], config["layers"])
    model.load_state_dict(part(tensors, "rnn."))
    head = torch.nn.Linear(config["hidden"], symbols)
    head.load_state_dict(part(tensors, "head."))
    tokens = outside["test.tokens"].long()
    x = torch.nn.functional.embedding(tokens, tensors["embedding.weight"]) if config["embedding"] else torch.nn.functional.one_hot(tokens, symbols).float()
    with torch.no_grad():
        return worst(outside["test.y"], head(model(x)[0]))


def read_all(folder):
    readers = {"ours-network": read_network, "ours-layers": read_layers, "ours-checkpoint": read_checkpoint}
    bad = 0
    for path in sorted(folder.glob("ours-*.safetensors")):
        difference = next(reader for start, reader in readers.items() if path.name.startswith(start))(path)
        bad += not difference <= 1e-5
        print(f"{path.name}: largest difference {difference:.2e}")
    return bad


def write_all(folder):
    torch.manual_seed(1)
    for name, kind in KINDS.items():
        model, x = kind(5, 7, 2, bidirectional=True), torch.randn(6, 3, 5)
        with torch.no_grad():
            y, final = model(x)
        hn = final[0] if name == "lstm" else final
        write(folder / f"torch-{name}.safetensors", {**{f"encoder.{k}": v for k, v in model.state_dict().items()}, "test.x": x, "test.y": y, "test.hn": hn})

    # A language model as people write them, with other names than RnnLab's.
    for name, kind in KINDS.items():
        encoder, lstm, decoder = torch.nn.Embedding(11, 5), kind(5, 7, 2), torch.nn.Linear(7, 11)
        tokens = torch.randint(0, 11, (9, 1))
        with torch.no_grad():
            y = decoder(lstm(encoder(tokens))[0])
        state = {f"model.{part}.{k}": v for part, module in (("encoder", encoder), ("lstm", lstm), ("decoder", decoder)) for k, v in module.state_dict().items()}
        write(folder / f"torch-model-{name}.safetensors", state)
        write(folder / f"torch-outputs-{name}.safetensors", {"test.tokens": tokens.float(), "test.y": y})
    return 0


if __name__ == "__main__":
    sys.exit({"read": read_all, "write": write_all}[sys.argv[1]](pathlib.Path(sys.argv[2])))
