using System.Reflection;

namespace RnnLab.Architecture.Tests;

/// <summary>Which project may know which. An arrow that is not in this table fails; adding one is a decision, taken here and in the README's map.</summary>
public sealed class ArrowTests
{
    /// <summary>Every project of src/, with the projects that its code may name, directly or through another.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["RnnLab.Compute"] = [],
        ["RnnLab.Data"] = [],
        ["RnnLab.Lessons"] = [],
        ["RnnLab.Compute.Ilgpu"] = ["RnnLab.Compute"],
        ["RnnLab.Nn"] = ["RnnLab.Compute"],
        ["RnnLab.Training"] = ["RnnLab.Compute", "RnnLab.Data", "RnnLab.Nn"],
        ["RnnLab.Cli"] = ["RnnLab.Compute", "RnnLab.Compute.Ilgpu", "RnnLab.Data", "RnnLab.Nn", "RnnLab.Training"],
        ["RnnLab.Web"] = ["RnnLab.Compute", "RnnLab.Compute.Ilgpu", "RnnLab.Data", "RnnLab.Lessons", "RnnLab.Nn", "RnnLab.Training"],
    };

    /// <summary>What a library may take from outside; the web and the command line are free.</summary>
    private static readonly Dictionary<string, string[]> AllowedPackages = new()
    {
        ["RnnLab.Compute"] = ["System.Numerics.Tensors"],
        ["RnnLab.Data"] = [],
        ["RnnLab.Nn"] = [],
        ["RnnLab.Training"] = [],
        ["RnnLab.Lessons"] = ["Markdig", "YamlDotNet"],
        ["RnnLab.Compute.Ilgpu"] = ["ILGPU", "ILGPU.Algorithms"],
    };

    public static TheoryData<string> Projects() => new(Repository.SourceProjects);

    [Fact]
    public void Every_project_has_its_place_in_the_table() =>
        Assert.Empty(Repository.SourceProjects.Except(Allowed.Keys));

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_files_follow_the_arrows(string project) =>
        Assert.Empty(Repository.References("src", project).Except(Allowed[project]));

    [Theory]
    [MemberData(nameof(Projects))]
    public void Assemblies_follow_the_arrows(string project)
    {
        // A project that is not built (the GPU one, where its package does not restore) is held by its project file alone.
        string path = Path.Combine(AppContext.BaseDirectory, project + ".dll");
        if (!File.Exists(path))
        {
            Assert.Equal("RnnLab.Compute.Ilgpu", project);
            return;
        }
        string[] named = [.. Assembly.LoadFrom(path).GetReferencedAssemblies().Select(name => name.Name!).Where(name => name.StartsWith("RnnLab.", StringComparison.Ordinal))];
        Assert.Empty(named.Except(Allowed[project]));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Libraries_take_from_outside_only_what_the_table_grants(string project)
    {
        if (AllowedPackages.TryGetValue(project, out string[]? granted))
            Assert.Empty(Repository.Packages("src", project).Except(granted));
    }

    [Fact]
    public void Nothing_points_at_the_web() =>
        Assert.DoesNotContain(Repository.SourceProjects, project => Repository.References("src", project).Contains("RnnLab.Web"));

    [Fact]
    public void Nn_and_training_never_see_a_concrete_backend()
    {
        string[] concrete = ["RnnLab.Compute.Reference", "RnnLab.Compute.Cpu", "RnnLab.Compute.Ilgpu"];
        string[] offenders =
        [
            .. from project in (string[])["RnnLab.Nn", "RnnLab.Training"]
               from file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", project), "*.cs", SearchOption.AllDirectories)
               where !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
               let text = File.ReadAllText(file)
               where concrete.Any(space => text.Contains(space, StringComparison.Ordinal))
               select Path.GetRelativePath(Repository.Root, file),
        ];
        Assert.Empty(offenders);
    }

    [Fact]
    public void Every_test_project_belongs_to_the_solution_and_mirrors_a_project()
    {
        string solution = File.ReadAllText(Path.Combine(Repository.Root, "RnnLab.sln"));
        string[] free = ["RnnLab.BackendConformance", "RnnLab.E2E.Tests", "RnnLab.Architecture.Tests", "RnnLab.Benchmarks", "RnnLab.Benchmarks.Live"];
        foreach (string test in Repository.TestProjects)
        {
            Assert.True(solution.Contains($"\"{test}\"", StringComparison.Ordinal), $"{test} is not in RnnLab.sln.");
            if (!free.Contains(test)) Assert.Contains(test[..^".Tests".Length], Repository.SourceProjects);
        }
    }
}
