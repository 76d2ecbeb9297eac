using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Trees;

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
        // What the file system says of a path, not what stands in a file.
        var text = outcome.Result == ToolResult.Ok ? outcome.Text : ProjectNames.Shown(context.Tree, outcome.Text);
        return outcome with { Text = VisibleText.Clean(text) };
    }

    /// <summary>An outcome of which the model reads a part; the whole, for people, is kept in the job's output/ folder.</summary>
    internal ToolOutcome Part(string shown, string whole, ToolContext context)
    {
        var bytes = Encoding.UTF8.GetBytes(VisibleText.Clean(whole));
        var name = $"{Name}-{Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]}.txt";
        PrivateDirectory.Ensure(context.OutputFolder);
        AtomicFile.Write(Path.Combine(context.OutputFolder, name), bytes);
        return ToolOutcome.Ok(shown) with { FullOutput = name };
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
