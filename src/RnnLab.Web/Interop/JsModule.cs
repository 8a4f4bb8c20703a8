using Microsoft.JSInterop;

namespace RnnLab.Web.Interop;

/// <summary>One JavaScript module beside its component: fetched at the first call, and released without complaint when the browser has gone.</summary>
/// <param name="js">The circuit's JavaScript.</param>
/// <param name="path">Address of the module below the root, for instance <c>Interop/PlotlyChart.razor.js</c>.</param>
public sealed class JsModule(IJSRuntime js, string path)
{
    private Task<IJSObjectReference>? _module;

    /// <summary>Calls an exported function and awaits it.</summary>
    /// <returns>False when the browser has gone and nothing was called.</returns>
    public async ValueTask<bool> InvokeVoidAsync(string function, params object?[] args)
    {
        try
        {
            await (await Load()).InvokeVoidAsync(function, args);
            return true;
        }
        catch (Exception gone) when (IsGone(gone))
        {
            return false;
        }
    }

    /// <summary>Calls an exported function and awaits its result.</summary>
    /// <returns>The result, or default when the browser has gone.</returns>
    public async ValueTask<T?> InvokeAsync<T>(string function, params object?[] args)
    {
        try
        {
            return await (await Load()).InvokeAsync<T>(function, args);
        }
        catch (Exception gone) when (IsGone(gone))
        {
            return default;
        }
    }

    /// <summary>Calls the module's own clean-up and releases the module. Does nothing when it was never fetched.</summary>
    public async ValueTask DisposeAsync(string? function = null, params object?[] args)
    {
        if (_module is null) return;
        try
        {
            IJSObjectReference module = await _module;
            if (function is not null) await module.InvokeVoidAsync(function, args);
            await module.DisposeAsync();
        }
        catch (Exception gone) when (IsGone(gone))
        {
            // The tab was closed: its script went with it.
        }
    }

    /// <summary>True for what JavaScript calls throw once the circuit or its browser is gone.</summary>
    public static bool IsGone(Exception error) => error is JSDisconnectedException or ObjectDisposedException or OperationCanceledException;

    private Task<IJSObjectReference> Load() => _module ??= js.InvokeAsync<IJSObjectReference>("import", "/" + path).AsTask();
}
