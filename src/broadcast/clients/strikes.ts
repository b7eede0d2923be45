/** Counts offences of one kind: the first ones are borne, then comes a warning, then the end. */
export class Strikes {
  private count = 0;

  constructor(private readonly bounds: { warnAt: number; endAt: number }) {}

  add(): 'borne' | 'warn' | 'end' {
    this.count++;
    if (this.count >= this.bounds.endAt) return 'end';
    return this.count === this.bounds.warnAt ? 'warn' : 'borne';
  }

  forgive(): void {
    this.count = 0;
  }
}
