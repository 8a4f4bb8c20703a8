using System.CommandLine;
using System.CommandLine.Parsing;

namespace RnnLab.Cli.Parsing;

/// <summary>Turns what the parser found wrong into sentences, with the nearest option or command where one was mistyped.</summary>
internal static class ParseErrors
{
    /// <summary>All problems in one text, one a line, or null where there is none.</summary>
    public static string? Describe(ParseResult parsed)
    {
        if (parsed.Errors.Count == 0)
            return null;
        var command = parsed.CommandResult.Command;
        string path = Path(parsed.CommandResult);
        var lines = new List<string>();
        bool afterUnknownOption = false;
        foreach (string token in parsed.UnmatchedTokens)
        {
            // What follows an unknown option is most likely its value: one mistake, one sentence.
            bool option = token.StartsWith('-');
            if (option || !afterUnknownOption)
                lines.Add(Unknown(token, command, path));
            afterUnknownOption = option;
        }

        foreach (var error in parsed.Errors)
        {
            if (lines.Count > 0 && parsed.UnmatchedTokens.Any(token => error.Message.Contains($"'{token}'", StringComparison.Ordinal)))
                continue;
            lines.Add(Sentence(error, command, path));
        }

        return string.Join(Environment.NewLine, lines.Distinct()) + Environment.NewLine + $"See: rnnlab {path}--help";
    }

    private static string Unknown(string token, Command command, string path)
    {
        if (token.StartsWith('-'))
        {
            var names = command.Options.SelectMany(option => option.Aliases.Prepend(option.Name));
            return $"rnnlab {path}has no option {token}.{Spelling.DidYouMean(token, names)}";
        }

        var commands = command.Subcommands.Select(sub => sub.Name).ToList();
        return commands.Count > 0
            ? $"There is no command '{token}': choose {Spelling.OneOf(commands)}.{Spelling.DidYouMean(token, commands)}"
            : $"'{token}' does not belong to any option; put quotes around text with spaces.";
    }

    private static string Sentence(ParseError error, Command command, string path) => error.SymbolResult switch
    {
        OptionResult { Tokens.Count: 0, IdentifierToken: { } name } => $"{name.Value} needs a value.",
        OptionResult { Tokens.Count: > 1, IdentifierToken: { } name } result when result.Option.Arity.MaximumNumberOfValues == 1 =>
            $"{name.Value} was given {result.Tokens.Count} values ({string.Join(", ", result.Tokens.Select(token => token.Value))}); it takes one.",
        CommandResult when command.Subcommands.Count > 0 => $"Which command? Choose {Spelling.OneOf(command.Subcommands.Select(sub => sub.Name).ToList())}.",
        _ => error.Message,
    };

    private static string Path(CommandResult result) =>
        result.Parent is CommandResult parent ? Path(parent) + result.Command.Name + " " : "";
}
