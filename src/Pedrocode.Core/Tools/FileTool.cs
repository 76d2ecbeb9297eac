using System.Text.Json;

namespace Pedrocode.Core.Tools;

/// <summary>A tool that works on the files of the tree: what the file system answers becomes an outcome, cleaned to be shown.</summary>
public abstract class FileTool(string name) : Tool(name)
{
    public sealed override async Task<ToolOutcome> CallAsync(
        JsonElement arguments,
        ToolContext context,
        CancellationToken stop
    )
    {
        var outcome = await OutcomeAsync(arguments, context, stop);
        return outcome with { Text = VisibleText.Clean(outcome.Text) };
    }

    /// <summary>The call itself. Exceptions of the file system may pass.</summary>
    protected abstract Task<ToolOutcome> WorkAsync(JsonElement arguments, ToolContext context, CancellationToken stop);

    private async Task<ToolOutcome> OutcomeAsync(JsonElement arguments, ToolContext context, CancellationToken stop)
    {
        try
        {
            return await WorkAsync(arguments, context, stop);
        }
        catch (MissingFileFault fault)
        {
            var near = await NearestPath.ToAsync(fault.Path, context, stop);
            return fault.Outcome with
            {
                Text = near is null ? fault.Outcome.Text : $"{fault.Outcome.Text} Nearest: {near}",
            };
        }
        catch (CallFault fault)
        {
            return fault.Outcome;
        }
        catch (UnauthorizedAccessException error)
        {
            return ToolOutcome.Failed(error.Message);
        }
        catch (IOException error)
        {
            return ToolOutcome.Failed(error.Message);
        }
        catch (UserError error)
        {
            return ToolOutcome.Failed(error.Next is null ? error.Message : $"{error.Message}: {error.Next}");
        }
    }
}
