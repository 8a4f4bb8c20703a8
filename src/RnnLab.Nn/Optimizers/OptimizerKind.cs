namespace RnnLab.Nn.Optimizers;

/// <summary>The rule that turns gradients into steps.</summary>
public enum OptimizerKind
{
    /// <summary>Plain gradient descent.</summary>
    Sgd,

    /// <summary>Gradient descent with momentum.</summary>
    Momentum,

    /// <summary>RMSprop (Hinton, lecture 6e).</summary>
    RmsProp,

    /// <summary>Adam (Kingma and Ba 2015).</summary>
    Adam,
}
