using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace RnnLab.Web.Interop;

/// <summary>
/// What the figures drawn by JavaScript have in common: a module with <c>create</c>, <c>update</c> and <c>dispose</c>, calls one at a time, and a failure that is said
/// in the figure's own place while the page lives on.
/// </summary>
public abstract class JsFigure : ComponentBase, IAsyncDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private JsModule? _module;
    private bool _disposed;

    /// <summary>The element that JavaScript owns.</summary>
    protected ElementReference Host { get; set; }

    /// <summary>Why the figure could not be drawn, or null.</summary>
    protected string? Failure { get; private set; }

    /// <summary>True once <c>create</c> has succeeded.</summary>
    protected bool Created { get; private set; }

    /// <summary>Address of the module, for instance <c>Interop/PlotlyChart.razor.js</c>.</summary>
    protected abstract string ModulePath { get; }

    [Inject]
    private IJSRuntime Js { get; set; } = default!;

    [Inject]
    private ILoggerFactory Logs { get; set; } = default!;

    /// <summary>Arguments of <c>create</c> after the element.</summary>
    protected abstract object?[] CreateArguments();

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender) await CreateAsync();
    }

    /// <summary>Draws anew after a failure.</summary>
    protected async Task TryAgainAsync()
    {
        Failure = null;
        await CreateAsync();
        StateHasChanged();
    }

    /// <summary>Calls an exported function with the element first; waits for the call before it.</summary>
    /// <returns>False when the figure does not exist (yet, or any more) or failed; nothing was drawn then.</returns>
    protected async Task<bool> CallAsync(string function, params object?[] args)
    {
        if (!Created || _disposed) return false;
        return await GuardAsync(function, args);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        if (_module is not null) await _module.DisposeAsync(Created ? "dispose" : null, Host);
        OnDisposed();
        GC.SuppressFinalize(this);
    }

    /// <summary>Called once the browser's side is gone.</summary>
    protected virtual void OnDisposed()
    {
    }

    private async Task CreateAsync()
    {
        _module ??= new JsModule(Js, ModulePath);
        Created = await GuardAsync("create", CreateArguments());
        if (Created) await OnCreatedAsync();
    }

    /// <summary>Called once <c>create</c> has succeeded.</summary>
    protected virtual Task OnCreatedAsync() => Task.CompletedTask;

    private async Task<bool> GuardAsync(string function, object?[] args)
    {
        await _one.WaitAsync();
        try
        {
            return !_disposed && await _module!.InvokeVoidAsync(function, [Host, .. args]);
        }
        catch (JSException) when (_disposed)
        {
            // The figure left the page while the call was on its way; its element went with it.
            return false;
        }
        catch (JSException error)
        {
            Logs.CreateLogger(GetType()).LogError(error, "{Function} failed.", function);
            Failure = error.Message.Split('\n', 2)[0];
            await InvokeAsync(StateHasChanged);
            return false;
        }
        finally
        {
            _one.Release();
        }
    }
}
