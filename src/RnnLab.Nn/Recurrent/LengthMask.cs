using RnnLab.Compute;
using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Recurrent;

/// <summary>
/// Lengths [B] as masks over a whole sequence: 1 where a step belongs to its sequence and 0 where it is padding, and the other way round. They are constants
/// on the tape, made anew in every replay.
/// </summary>
internal sealed class LengthMask : TapeNode
{
    private readonly Tape _tape;
    private readonly TokenInput _lengths;
    private readonly int[] _host, _flags, _opposites;
    private readonly IndexTensor _indices;
    private readonly Tensor _rows;

    private LengthMask(Tape tape, TokenInput lengths, int time, int width)
    {
        int batch = checked((int)lengths.Shape.Count);
        _tape = tape;
        _lengths = lengths;
        _host = new int[batch];
        _flags = new int[time * batch];
        _opposites = new int[time * batch];
        _indices = tape.Own(tape.Backend.AllocateIndices(new Shape(time, batch)));
        _rows = tape.Allocate(new Shape(2, width));
        using (var ones = _rows.View(width, new Shape(width)))
            tape.Backend.Fill(ones, 1);
        Inside = tape.NewOutput(new Shape(time, batch, width), requiresGradient: false);
        Outside = tape.NewOutput(new Shape(time, batch, width), requiresGradient: false);
    }

    /// <summary>1 inside each sequence, 0 in its padding [T, B, N].</summary>
    public Variable Inside { get; }

    /// <summary>0 inside each sequence, 1 in its padding [T, B, N].</summary>
    public Variable Outside { get; }

    internal override bool IsReached => false;

    /// <summary>Records the masks for sequences of T steps and rows of N numbers.</summary>
    public static LengthMask Record(Tape tape, TokenInput lengths, int time, int width) => tape.Record(new LengthMask(tape, lengths, time, width));

    internal override void Forward()
    {
        _lengths.Value.CopyTo(_host);
        for (int n = 0; n < _flags.Length; n++)
        {
            int length = _host[n % _host.Length], time = _flags.Length / _host.Length;
            if ((uint)length > (uint)time)
                throw new ArgumentOutOfRangeException(nameof(time), $"Sequence {n % _host.Length} is said to have {length} elements; with T {time} it can have 0 to {time}.");
            _flags[n] = n / _host.Length < length ? 1 : 0;
            _opposites[n] = 1 - _flags[n];
        }

        _indices.CopyFrom(_flags);
        _tape.Backend.GatherRows(_rows, _indices, Inside.Value);
        _indices.CopyFrom(_opposites);
        _tape.Backend.GatherRows(_rows, _indices, Outside.Value);
    }

    internal override void Backward()
    {
    }
}
