Console.Error.WriteLine("Pedrocode.Probe: unknown topic");
return 2;
