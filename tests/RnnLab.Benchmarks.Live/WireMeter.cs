using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;

namespace RnnLab.Benchmarks.Live;

/// <summary>What a page receives over its web socket, second by second, as the browser's own debugger counts it: message bytes, before any compression on the wire.</summary>
internal sealed class WireMeter
{
    private readonly ConcurrentQueue<(double Seconds, long Bytes)> _received = new();

    /// <summary>Begins to count.</summary>
    public static async Task<WireMeter> AttachAsync(IPage page)
    {
        WireMeter meter = new();
        ICDPSession debugger = await page.Context.NewCDPSessionAsync(page);
        debugger.Event("Network.webSocketFrameReceived").OnEvent += (_, message) => meter.Take(message);
        await debugger.SendAsync("Network.enable");
        return meter;
    }

    /// <summary>Forgets what came so far.</summary>
    public void Clear() => _received.Clear();

    /// <summary>All bytes, and the most within any one second.</summary>
    public (long All, long BusiestSecond) Read()
    {
        (double Seconds, long Bytes)[] taken = [.. _received];
        long most = 0, window = 0;
        for (int from = 0, to = 0; to < taken.Length; to++)
        {
            window += taken[to].Bytes;
            while (taken[to].Seconds - taken[from].Seconds >= 1)
                window -= taken[from++].Bytes;
            most = Math.Max(most, window);
        }

        return (taken.Sum(message => message.Bytes), most);
    }

    private void Take(JsonElement? message)
    {
        if (message is not { } json)
            return;
        JsonElement response = json.GetProperty("response");
        string payload = response.GetProperty("payloadData").GetString() ?? "";
        long bytes = response.GetProperty("opcode").GetDouble() == 2 ? payload.Length / 4 * 3L : payload.Length;
        _received.Enqueue((json.GetProperty("timestamp").GetDouble(), bytes));
    }
}
