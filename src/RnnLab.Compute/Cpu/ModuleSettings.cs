using System.Runtime.CompilerServices;

// Kernels take their scratch space from the stack and write it before they read it; clearing it first would cost as much as small kernels themselves.
[module: SkipLocalsInit]
