using RnnLab.BackendConformance.Cases;

namespace RnnLab.BackendConformance;

/// <summary>Every case, by name. All tests of this project walk this one table.</summary>
public static class CaseTable
{
    public static IReadOnlyDictionary<string, OperationCase> All { get; } =
        new[]
        {
            MatMulCases.All, ElementwiseCases.All, ReductionCases.All, IndexingCases.All, SoftmaxCases.All, RandomCases.All,
            OptimizerCases.All, RecurrentCases.All, SequenceCases.All, NormalizationCases.All,
        }
        .SelectMany(cases => cases)
        .ToDictionary(c => c.Name);

    public static TheoryData<string> Names => new(All.Keys);

    public static TheoryData<string> DifferentiableNames => new(All.Values.OfType<DifferentiableCase>().Where(c => c.Inputs.Sum(s => s.Count) <= 3000).Select(c => c.Name));
}
