namespace RnnLab.Compute.Recurrent;

/// <summary>
/// Everything a layer computed over a sequence and keeps: the backward pass reads it, and the views show this very memory.
/// </summary>
public sealed class RecurrentActivations
{
    /// <summary>h before the first step [B, H]. In reverse the first step is each sequence's last element.</summary>
    public required Tensor InitialHidden { get; init; }

    /// <summary>c before the first step [B, H]; LSTM only.</summary>
    public Tensor? InitialCell { get; init; }

    /// <summary>The gates before the first step [B, G*H], zero where there was none; LSTM with full gate recurrence only. The block of g is not read.</summary>
    public Tensor? InitialGates { get; init; }

    /// <summary>Squashed gates [T, B, G*H] in PyTorch's order: LSTM i f g o (those its variant has); GRU r z n; minimal gated unit f n; RNN h itself.</summary>
    public required Tensor Gates { get; init; }

    /// <summary>h after each step [T, B, H]: the layer's output.</summary>
    public required Tensor Hidden { get; init; }

    /// <summary>c after each step [T, B, H]; LSTM only.</summary>
    public Tensor? Cell { get; init; }

    /// <summary>h after each sequence's own last step [B, H]: at its length - 1 forward, at t = 0 in reverse, h before the first step where its length is 0. Written where given.</summary>
    public Tensor? FinalHidden { get; init; }

    /// <summary>c after each sequence's own last step [B, H]; LSTM only. Written where given.</summary>
    public Tensor? FinalCell { get; init; }

    /// <summary>The gates of each sequence's own last step [B, G*H]; LSTM with full gate recurrence only. Written where given.</summary>
    public Tensor? FinalGates { get; init; }

    /// <summary>
    /// GRU: W_hn h + b_hn [T, B, H], before the reset gate multiplies it. GRU with reset before the product: r * h; minimal gated unit: f * h.
    /// </summary>
    public Tensor? CandidateRecurrent { get; init; }
}
