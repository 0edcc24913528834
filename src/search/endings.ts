/** What words of Russian and English end in when they are inflected. Enough for searching: a wrong pair does little harm. */
const ENDINGS: ReadonlySet<string> = new Set(
  [
    '',
    'а я о е и ы у ю ь й ой ей ий ый ое ее ие ые ая яя ую юю ого его ому ему ым им ом ем ых их ыми ими ам ям ами ями ах ях',
    'ов ев ью ия ию ии ием иям иями иях ка ки ку ке кой ок ек кам ками ках ец ца цы цу цем цев ен на ны но ной ный ная ное ные',
    'ать ять ить еть ти ть ет ит ут ют ат ят ешь ишь ете ите ал ала ало али ил ила или ило ел ела ели л ла ло ли ай айте и йте',
    'ся сь ться ется ются ится ятся лся лась лось лись ан ана ано аны ена ено ены ание ания анию анием ение ения ению ением ений',
    's es ed d ing e er ers y ies ied ion ions ged ging med ming ned ning ped ping ted ting led ling',
  ].flatMap((line) => line.split(' ')),
)
/** Shorter stems would make relatives of strangers. */
const STEM = 3

/** Whether two words differ in an ending only: слоёв and слой, tags and tagging. Both in lower case, ё as е. */
export function isSameWord(one: string, other: string): boolean {
  let shared = 0
  while (shared < one.length && one[shared] === other[shared]) shared++
  for (let stem = shared; stem >= STEM; stem--) {
    if (ENDINGS.has(one.slice(stem)) && ENDINGS.has(other.slice(stem))) return true
  }
  return false
}
