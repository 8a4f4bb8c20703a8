namespace RnnLab.Data.Corpora.Grammars;

/// <summary>
/// Expected nats, and expected characters as a linear form: a number, and for each variable's form how often it is expected to be written. So the
/// expectation need not be worked out for every value of every variable, only for those that chances depend on.
/// </summary>
internal sealed class GrammarExpectation
{
    private readonly Dictionary<(int Slot, int Column), double> _forms;

    private GrammarExpectation(double nats, double characters, Dictionary<(int Slot, int Column), double> forms)
    {
        Nats = nats;
        Characters = characters;
        _forms = forms;
    }

    public static GrammarExpectation Zero { get; } = new(0, 0, []);

    public double Nats { get; }

    public double Characters { get; }

    /// <summary>Whether some variable's form is still to be written; at the start of a scene none can be.</summary>
    public bool HasForms => _forms.Count > 0;

    public GrammarExpectation PlusCharacters(int characters) => new(Nats, Characters + characters, _forms);

    public GrammarExpectation PlusForm(int slot, int column)
    {
        var forms = new Dictionary<(int, int), double>(_forms);
        Add(forms, (slot, column), 1);
        return new GrammarExpectation(Nats, Characters, forms);
    }

    /// <summary>What is written of one variable is what another holds now.</summary>
    public GrammarExpectation Rename(int to, int from)
    {
        var forms = new Dictionary<(int Slot, int Column), double>();
        foreach (((int Slot, int Column) form, double times) in _forms)
            Add(forms, form.Slot == to ? (from, form.Column) : form, times);
        return new GrammarExpectation(Nats, Characters, forms);
    }

    /// <summary>The expectation before a choice: that after it, on average, and the nats of the choice itself.</summary>
    public static GrammarExpectation Mix(IEnumerable<(double Probability, GrammarExpectation After)> ways)
    {
        double nats = 0;
        double characters = 0;
        var forms = new Dictionary<(int, int), double>();
        foreach ((double p, GrammarExpectation after) in ways)
        {
            nats += p * (after.Nats - Math.Log(p));
            characters += p * after.Characters;
            foreach (((int, int) form, double times) in after._forms)
                Add(forms, form, p * times);
        }

        return new GrammarExpectation(nats, characters, forms);
    }

    /// <summary>The expectation before a draw: that after each entry, in which the variable's forms now have their lengths.</summary>
    /// <param name="steps">One for each entry.</param>
    /// <param name="after">What is to be expected after a step.</param>
    /// <param name="slot">The variable that holds the entry, or -1.</param>
    /// <param name="length">The length of a column of the entry of a step.</param>
    public static GrammarExpectation Draw(
        IReadOnlyList<GrammarStep> steps, Func<GrammarStep, GrammarExpectation> after, int slot, Func<GrammarStep, int, int> length)
    {
        double nats = 0;
        double characters = 0;
        var forms = new Dictionary<(int Slot, int Column), double>();
        foreach (GrammarStep step in steps)
        {
            double p = step.Probability;
            GrammarExpectation rest = after(step);
            nats += p * (rest.Nats - Math.Log(p));
            characters += p * (rest.Characters + step.Text.Length);
            foreach (((int Slot, int Column) form, double times) in rest._forms)
            {
                if (form.Slot == slot)
                    characters += p * times * length(step, form.Column);
                else
                    Add(forms, form, p * times);
            }
        }

        return new GrammarExpectation(nats, characters, forms);
    }

    /// <summary>The same as <see cref="Draw"/> when what comes after does not depend on the entry.</summary>
    public static GrammarExpectation DrawAlike(
        IReadOnlyList<GrammarStep> steps, GrammarExpectation after, int slot, Func<GrammarStep, int, int> length)
    {
        double nats = after.Nats;
        double characters = after.Characters;
        foreach (GrammarStep step in steps)
        {
            nats -= step.Probability * Math.Log(step.Probability);
            characters += step.Probability * step.Text.Length;
        }

        var forms = new Dictionary<(int Slot, int Column), double>();
        foreach (((int Slot, int Column) form, double times) in after._forms)
        {
            if (form.Slot == slot)
                characters += times * steps.Sum(s => s.Probability * length(s, form.Column));
            else
                forms.Add(form, times);
        }

        return new GrammarExpectation(nats, characters, forms);
    }

    private static void Add(Dictionary<(int Slot, int Column), double> forms, (int Slot, int Column) form, double times) =>
        forms[form] = forms.GetValueOrDefault(form) + times;
}
