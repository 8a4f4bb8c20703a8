namespace RnnLab.Nn.Optimizers;

/// <summary>The rule that turns gradients into steps.</summary>
public enum OptimizerKind
{
    /// <summary>Plain gradient descent.</summary>
    Sgd,

    /// <summary>Gradient descent with momentum.</summary>
    Momentum,

    /// <summary>Gradient descent with Nesterov's momentum (Sutskever et al. 2013).</summary>
    Nesterov,

    /// <summary>RMSprop (Hinton, lecture 6e).</summary>
    RmsProp,

    /// <summary>Adagrad (Duchi, Hazan and Singer 2011).</summary>
    Adagrad,

    /// <summary>Adam (Kingma and Ba 2015).</summary>
    Adam,

    /// <summary>Adam with decoupled weight decay (Loshchilov and Hutter 2019).</summary>
    AdamW,
}
