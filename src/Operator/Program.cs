using Loadline.Operator.Hosting;

return await OperatorCommand.Create(OperatorProgram.RunAsync).Parse(args).InvokeAsync();
