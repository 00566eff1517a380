using Kwala.Core.Behaviour;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets;

/// <summary>What a magnitude is called.</summary>
public static class LearnedSizes
{
    /// <summary>As the workflow parts its alerts; by how far the threshold was passed where it says nothing.</summary>
    /// <param name="workflow">The workflow; null where it is gone.</param>
    /// <param name="bucket">0 to 7.</param>
    public static string NameOf(Workflow? workflow, int bucket) => workflow is null or { Learning.Sizes.IsEmpty: true }
        ? Magnitude.NameOf(bucket)
        : Magnitude.NameOf(bucket, workflow.Learning.Sizes);
}
