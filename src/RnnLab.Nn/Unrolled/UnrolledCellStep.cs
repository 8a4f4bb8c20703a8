using RnnLab.Nn.Autodiff;
using RnnLab.Nn.Recurrent.Custom;

namespace RnnLab.Nn.Unrolled;

/// <summary>One step of a cell, each sign of its equations one operation of the unrolled network.</summary>
internal sealed class UnrolledCellStep(
    UnrolledRecorder recorder, CellProgram program, UnrolledPlace place, UnrolledValue input, UnrolledValue[] before, Func<string, UnrolledValue> weight) : CellWalk<UnrolledValue>(program, recorder.Tape)
{
    private protected override UnrolledValue Input => input;

    private protected override UnrolledValue Before(int state) => before[state];

    private protected override UnrolledValue Weight(CellWeight learned) => weight(learned.Name);

    private protected override UnrolledValue Apply(CellSign sign, UnrolledValue[] operands, Func<Variable[], Variable> compute) => recorder.Record(
        sign.Kind, place, sign.Equation.Name, sign.Name ?? CellText.Print(sign.Node, Program),
        sign.Name is null ? UnrolledRole.Intermediate : sign.Equation.IsState ? UnrolledRole.State : UnrolledRole.Gate,
        operands, (v, _) => compute(v), sign.Constant, sign.ConstantFirst);
}
