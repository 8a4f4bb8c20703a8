using Microsoft.AspNetCore.Components;
using RnnLab.Lessons;
using RnnLab.Lessons.Blocks;
using RnnLab.Lessons.LiveBlocks;
using RnnLab.Web.Components.Inside.Notations;

namespace RnnLab.Web.Components.Lessons.Live;

/// <summary>What every live block derives from. Title, caption and the fence round faults are the host's affair.</summary>
public abstract class LiveBlockComponent : ComponentBase
{
    /// <summary>The lesson in which the block stands.</summary>
    [Parameter, EditorRequired]
    public Lesson Lesson { get; set; } = null!;

    /// <summary>The block, as its author wrote it.</summary>
    [Parameter, EditorRequired]
    public LiveBlock Block { get; set; } = null!;

    /// <summary>Whose letters are used.</summary>
    [CascadingParameter]
    public Notation Notation { get; set; }

    /// <summary>The checked parameters.</summary>
    protected LiveBlockParameters Parameters => Block.Parameters;

    /// <summary>Absolute path of the file that a parameter names.</summary>
    protected string FilePath(string parameter) => Path.Combine(Lesson.Folder, Parameters.Text(parameter));
}
