from collections import Counter
from tests.bad_use.test_fuzz import *
from tests.bad_use.test_fuzz import fields
import pytest
from awards.stages import Stage
pytestmark = pytest.mark.anyio
@pytest.mark.parametrize("stage", ["draft","nominating","screening","judging","deciding","announced"])
async def test_stageprobe(db, client, stage):
    y = await scene.scene(db, Stage(stage)); await scene.as_everybody(db, client, y)
    names, forms = await fields(client, y)
    c=Counter(); bad=[]
    for form in forms:
        rest = urlencode(form.fields)
        r = await posted(db, client, form.action, rest); print(stage, form.action, r, "valid")
        for place, name in enumerate(sorted(form.names)):
            for what in SAMPLES:
                rest = urlencode([one for one in form.fields if one[0] != name])
                r = await posted(db, client, form.action, f"{rest}&{encoded(name)}={SAMPLES[what]}")
                c[r]+=1
                if r>=500: bad.append((form.action,name,what))
    print(stage, c, len(names))
    for p in PLACES:
        if p.method=="POST":
            for body in ("&".join(["a=1"]*3000), "x"*1000, "%"*100, "a=1;b=2", "&".join(f"criterion-{i}=1&criterion-{i}-version=0" for i in range(0,120))+"&field=criterion-1&value=1&version=99999", "nominee-1=x&"+"&".join(f"category={i}&seat={i}&seats=999999999999999&nominee={i}&nomination=999999999999999&company=99999999999999999999" for i in range(200))):
                r = await posted(db, client, p.address(y), body)
                if r>=500: bad.append((p, body[:30]))
            for ct, body in (("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x--"),("application/json", b'{"a":'+b'['*100000),("text/plain; charset=utf-99", b"\xff\xfe"),("", b"\0\0")):
                a = await client.post(p.address(y), content=body, headers={"content-type":ct,"cookie":"language=%00; staff=\xe6; receipt=x"} if ct=="text/plain; charset=utf-99" else {"content-type":ct})
                if a.status_code>=500: bad.append((p, ct))
    assert bad==[]
