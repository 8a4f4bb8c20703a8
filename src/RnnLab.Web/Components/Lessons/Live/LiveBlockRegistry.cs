using RnnLab.Lessons.LiveBlocks;

namespace RnnLab.Web.Components.Lessons.Live;

/// <summary>Which component shows which live block. Lessons know the ids, the app the components.</summary>
public static class LiveBlockRegistry
{
    private static readonly (LiveBlockSpec Spec, Type Component)[] Blocks =
    [
        (HiddenState.Spec, typeof(HiddenState)),
        (OneUnit.Spec, typeof(OneUnit)),
        (TrainTiny.Spec, typeof(TrainTiny)),
    ];

    /// <summary>Everything that a lesson may put into a <c>live</c> fence.</summary>
    public static LiveBlockCatalog Catalog { get; } = new(Blocks.Select(block => block.Spec));

    /// <summary>The component for a live block.</summary>
    /// <exception cref="ArgumentException">There is none; a lesson that was read against <see cref="Catalog"/> names no such block.</exception>
    public static Type Component(string id) =>
        Blocks.FirstOrDefault(block => block.Spec.Id == id).Component ?? throw new ArgumentException($"There is no live block \"{id}\".", nameof(id));
}
