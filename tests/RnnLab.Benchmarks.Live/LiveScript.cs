namespace RnnLab.Benchmarks.Live;

/// <summary>
/// Runs in the page: clicks through the gate buttons, each a round trip to the server, and waits for the button to say that it is
/// pressed; meanwhile counts animation frames and the pictures that the gate panel draws.
/// </summary>
internal static class LiveScript
{
    /// <summary>A function of the duration in milliseconds that returns <see cref="LiveFigures"/>.</summary>
    public const string Text = """
        async duration => {
          const panel = document.querySelector('.gate-panel');
          const drawn = () => [...panel.querySelectorAll('.matrix-host')].reduce((sum, host) => sum + Number(host.dataset.frames ?? 0), 0);
          const buttons = () => [...panel.querySelectorAll('[aria-label="Gate or state"] button')];
          const quantile = (values, q) => values.length ? values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] : -1;
          const gaps = [], waits = [];
          let lost = 0, last = performance.now(), going = true;
          const frame = now => { gaps.push(now - last); last = now; if (going) requestAnimationFrame(frame); };
          requestAnimationFrame(frame);
          const before = drawn();
          const start = performance.now();
          for (let n = 0; performance.now() - start < duration; n++) {
            const button = buttons().filter(b => b.getAttribute('aria-pressed') !== 'true')[n % 5];
            const began = performance.now();
            const answered = new Promise(resolve => {
              const observer = new MutationObserver(() => {
                if (button.getAttribute('aria-pressed') === 'true') { observer.disconnect(); resolve(performance.now() - began); }
              });
              observer.observe(button, { attributes: true });
              setTimeout(() => { observer.disconnect(); resolve(-1); }, 5000);
            });
            button.click();
            const took = await answered;
            if (took < 0) lost++; else waits.push(took);
            await new Promise(resolve => setTimeout(resolve, 130 + 37 * (n % 5)));
          }
          const elapsed = (performance.now() - start) / 1000;
          going = false;
          gaps.shift();
          return {
            Clicks: waits.length, Lost: lost,
            ClickMedian: quantile(waits, 0.5), Click95: quantile(waits, 0.95), ClickWorst: quantile(waits, 1),
            FramesPerSecond: gaps.length / elapsed, FrameGap95: quantile(gaps, 0.95),
            GateFramesPerSecond: (drawn() - before) / elapsed,
          };
        }
        """;
}
