namespace RnnLab.Web.Components.Inside.Notations;

/// <summary>Whose letters gates, states and weights are written with. Addresses, files and what goes to the browser keep PyTorch's letters whatever is chosen.</summary>
public enum Notation
{
    /// <summary>PyTorch: h, c, i f g o, r z n; time as a subscript.</summary>
    PyTorch,

    /// <summary>Coursera's Deep Learning Specialization: a, c, Γu Γf Γo Γr, c̃; time as ⟨t⟩ above.</summary>
    Coursera,

    /// <summary>Dive into Deep Learning: H, C, I F O, R Z, C̃ and H̃ in bold.</summary>
    D2l,
}
