using RnnLab.Compute;
using RnnLab.Nn;
using RnnLab.Nn.Optimizers;
using RnnLab.Nn.Schedules;
using RnnLab.Training;

namespace RnnLab.Cli.Parsing;

/// <summary>The words of the command line and what they stand for.</summary>
internal static class Words
{
    /// <summary>Of <c>--cell</c>.</summary>
    public static readonly IReadOnlyDictionary<string, CellKind> Cells =
        new Dictionary<string, CellKind> { ["rnn"] = CellKind.Rnn, ["rnn-relu"] = CellKind.RnnRelu, ["gru"] = CellKind.Gru, ["gru-reset-before"] = CellKind.GruResetBefore, ["lstm"] = CellKind.Lstm, ["mgu"] = CellKind.Mgu };

    /// <summary>Of <c>--optimizer</c>.</summary>
    public static readonly IReadOnlyDictionary<string, OptimizerKind> Optimizers =
        new Dictionary<string, OptimizerKind>
        {
            ["adam"] = OptimizerKind.Adam, ["rmsprop"] = OptimizerKind.RmsProp, ["sgd"] = OptimizerKind.Sgd, ["momentum"] = OptimizerKind.Momentum,
            ["nesterov"] = OptimizerKind.Nesterov, ["adagrad"] = OptimizerKind.Adagrad, ["adamw"] = OptimizerKind.AdamW,
        };

    /// <summary>Of <c>--init</c>.</summary>
    public static readonly IReadOnlyDictionary<string, InitializationScheme> Initializations =
        new Dictionary<string, InitializationScheme>
        {
            ["pytorch"] = InitializationScheme.PyTorch, ["char-rnn"] = InitializationScheme.CharRnn, ["xavier"] = InitializationScheme.Xavier, ["he"] = InitializationScheme.He,
            ["orthogonal"] = InitializationScheme.Orthogonal, ["identity"] = InitializationScheme.Identity,
        };

    /// <summary>Of <c>--schedule</c>.</summary>
    public static readonly IReadOnlyDictionary<string, ScheduleKind> Schedules =
        new Dictionary<string, ScheduleKind>
        {
            ["char-rnn"] = ScheduleKind.CharRnn, ["constant"] = ScheduleKind.Constant, ["step"] = ScheduleKind.Step, ["exponential"] = ScheduleKind.Exponential,
            ["cosine"] = ScheduleKind.Cosine, ["plateau"] = ScheduleKind.Plateau,
        };

    /// <summary>Of <c>--head</c>.</summary>
    public static readonly IReadOnlyDictionary<string, HeadKind> Heads =
        new Dictionary<string, HeadKind> { ["separate"] = HeadKind.Separate, ["tied"] = HeadKind.Tied };

    /// <summary>Of <c>--dropout-kind</c>.</summary>
    public static readonly IReadOnlyDictionary<string, DropoutKind> DropoutKinds =
        new Dictionary<string, DropoutKind> { ["plain"] = DropoutKind.Plain, ["variational"] = DropoutKind.Variational };

    /// <summary>Of <c>--truncation</c>.</summary>
    public static readonly IReadOnlyDictionary<string, TruncationKind> Truncations =
        new Dictionary<string, TruncationKind> { ["regular"] = TruncationKind.Regular, ["random"] = TruncationKind.Random };

    /// <summary>Of <c>--teacher-forcing</c>.</summary>
    public static readonly IReadOnlyDictionary<string, TeacherForcingDecay> TeacherForcings =
        new Dictionary<string, TeacherForcingDecay>
        {
            ["always"] = TeacherForcingDecay.Always, ["linear"] = TeacherForcingDecay.Linear, ["exponential"] = TeacherForcingDecay.Exponential,
            ["inverse-sigmoid"] = TeacherForcingDecay.InverseSigmoid,
        };

    /// <summary>Of <c>--own-inputs</c>.</summary>
    public static readonly IReadOnlyDictionary<string, OwnInputKind> OwnInputs =
        new Dictionary<string, OwnInputKind> { ["sampled"] = OwnInputKind.Sampled, ["greedy"] = OwnInputKind.Greedy };

    /// <summary>Of <c>--partition</c>.</summary>
    public static readonly IReadOnlyDictionary<string, Partitioning> Partitionings =
        new Dictionary<string, Partitioning> { ["sequential"] = Partitioning.Sequential, ["random"] = Partitioning.Random };

    /// <summary>Of <c>--clip-by</c>.</summary>
    public static readonly IReadOnlyDictionary<string, ClipKind> Clips =
        new Dictionary<string, ClipKind> { ["value"] = ClipKind.Value, ["norm"] = ClipKind.Norm };
}
