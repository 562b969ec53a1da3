using Loadline.Operator.Binding;

namespace Loadline.Operator.Applying;

/// <summary>One template in one member: the key of the apply queue.</summary>
/// <param name="MemberId">Dense id of the member: the flow between which the queue is fair.</param>
/// <param name="Template">Template.</param>
internal readonly record struct ApplyKey(int MemberId, TemplateKey Template);
