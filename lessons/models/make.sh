#!/usr/bin/env bash
# Trains the shipped models again and packs them: lessons/models/make.sh [ID ...]. A few minutes; an existing folder of a model is replaced.
# The same backend gives the same weights to the bit; others come to the same losses to about three digits.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rnnlab() { dotnet run --project "$here/../../src/RnnLab.Cli" -c Release -- "$@"; }

# make ID STEPS TITLE OPTIONS...
make() {
  local id=$1 steps=$2 title=$3
  shift 3
  if [ -n "$wanted" ] && ! grep -qw -- "$id" <<<"$wanted"; then return; fi
  rnnlab train "$@" --clip 5 --clip-by norm --schedule cosine --seed 1 --title "$title" --out "$work/$id"
  rm -rf "${here:?}/$id"
  rnnlab pack --run "$work/$id" --steps "$steps" --out "$here/$id"
}

wanted="$*"
names=(--corpus dinosaurs --layers 1 --hidden 64 --seq 32 --batch 16 --lr 0.004 --val-fraction 0.1 --epochs 40 --validate-every 21 --sample-every 42 --sample-length 200)
make names-gru-64 0,63,235,840 "Dinosaur names, GRU 64" "${names[@]}" --cell gru
make names-lstm-64 63,840 "Dinosaur names, LSTM 64" "${names[@]}" --cell lstm --forget-bias 1
make names-rnn-64 63,840 "Dinosaur names, RNN 64" "${names[@]}" --cell rnn
make tavern-lstm-96 235,1113,7000 "Tavern scenes, two LSTM layers of 96" --corpus tavern --layers 2 --hidden 96 --seq 64 --batch 32 --lr 0.005 \
  --epochs 1000 --steps 7000 --validate-every 500 --sample-every 500 --sample-length 300 --cell lstm --forget-bias 1
